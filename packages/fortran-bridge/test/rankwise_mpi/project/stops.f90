!> Without stat= a failure ends the job. Arguments: the model, "alone" or "together".
program stops
  use mpi_f08, only: mpi_barrier, mpi_comm_rank, mpi_comm_world, mpi_finalize, mpi_init
  use rankwise, only: rw_model
  use rankwise_mpi, only: rw_load
  implicit none
  character(len=4096) :: how, model
  type(rw_model) :: net
  integer :: rank

  call mpi_init()
  call mpi_comm_rank(mpi_comm_world, rank)
  call get_command_argument(1, model)
  call get_command_argument(2, how)
  if (rank == 1) model = "/nowhere/model.onnx"
  call rw_load(net, model, mpi_comm_world, collective=how == "together")
  call mpi_barrier(mpi_comm_world)
  print "(a)", "never comes here"
  call mpi_finalize()
end program stops
