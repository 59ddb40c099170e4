const words = (text: string) => text.trim().split(/\s+/);

/** Names that an argument cannot have: words of Fortran, C and C++, and what the generated procedures use. */
export const reservedForArguments: ReadonlySet<string> = new Set([
  ...words(`
    allocatable allocate allocated associate block call case character class close complex contains contiguous
    cycle data deallocate dimension do else elsewhere end enddo endif entry enum equivalence error exit extends
    external final forall format function generic go goto if implicit import in inout integer intent interface
    intrinsic is kind len load logical merge module namelist none only open operator optional out parameter pass
    pause pointer present print private procedure program protected public pure rank read real recursive result
    return rewind run save select self sequence shape size source stat errmsg errtext stop submodule subroutine target
    then to type use value volatile wait where while write
    c_bool c_f_pointer c_loc c_new_line int8 int16 int32 int64 real32 real64`),
  ...words(`
    alignas alignof and and_eq asm atomic auto bitand bitor bool break catch char char8_t co_await co_return
    co_yield compl concept const const_cast consteval constexpr constinit continue decltype default define defined
    delete double dynamic_cast elif enum errno explicit export extern false float for friend inline int linux
    long mutable namespace new noexcept not not_eq null nullptr or or_eq register reinterpret_cast requires
    restrict short signed sizeof static static_assert static_cast stderr stdin stdout struct switch template this
    thread_local throw true try typedef typeid typename typeof typeof_unqual union unix unsigned using
    virtual void volatile wchar_t xor xor_eq i386`),
]);

/** Names that a module and its header cannot have: the above, names in it, and headers that its own would hide. */
export const reservedForModules: ReadonlySet<string> = new Set([
  ...reservedForArguments,
  ...words(`
    signature path device threads start_timeout run_timeout load_timeout
    assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg
    stdatomic stdbit stdbool stdckdint stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar
    wchar wctype unistd mpi mpi_f08 omp omp_lib openacc ieee_arithmetic iso_c_binding iso_fortran_env`),
]);
