-- For Lmod: module use DIR/share/modulefiles; module load rankwise
whatis("rankwise @VERSION@: neural networks for Fortran, C, C++ and Python under MPI")
conflict("rankwise")
local root = myFileName():match("(.*)/share/modulefiles/")
@LINES@
