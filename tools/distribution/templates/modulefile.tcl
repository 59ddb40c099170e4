#%Module1.0
# For Environment Modules: module use DIR/share/modulefiles; module load rankwise
module-whatis {rankwise @VERSION@: neural networks for Fortran, C, C++ and Python under MPI}
conflict rankwise
set root [file normalize [file join [file dirname $ModulesCurrentModulefile] ../../..]]
@LINES@
