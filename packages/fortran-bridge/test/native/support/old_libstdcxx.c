/* A C++ library of long ago: one that has nothing. */
int rw_test_old_libstdcxx(void);
int rw_test_old_libstdcxx(void) { return 0; }
