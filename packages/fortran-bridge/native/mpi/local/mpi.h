/* The few MPI functions the examples use, for the ranks of one machine that has no MPI.
 *
 * A stand-in, not an MPI: ranks are processes that `npx rankwise run --launcher local` starts, and what they
 * send goes through files. Whatever is not declared here does not compile, which is the intent. The environment
 * of each process:
 *   RANKWISE_RANK, RANKWISE_SIZE  its rank and the number of ranks; without them it is rank 0 of 1
 *   RANKWISE_LOCAL_DIR            an empty folder of their own, which all ranks can write
 *   RANKWISE_LOCAL_TIMEOUT        seconds that a rank waits for another; 60 without it
 */
#ifndef RANKWISE_MPI_LOCAL_H
#define RANKWISE_MPI_LOCAL_H

#ifdef __cplusplus
extern "C" {
#endif

typedef int MPI_Comm;
#define MPI_COMM_WORLD ((MPI_Comm)1)

/* A datatype is the number of its bytes. */
typedef int MPI_Datatype;
#define MPI_BYTE ((MPI_Datatype)1)
#define MPI_CHAR ((MPI_Datatype)1)
#define MPI_INT ((MPI_Datatype)sizeof(int))
#define MPI_FLOAT ((MPI_Datatype)sizeof(float))
#define MPI_DOUBLE ((MPI_Datatype)sizeof(double))

typedef int MPI_Errhandler;
#define MPI_ERRORS_ARE_FATAL ((MPI_Errhandler)0)
#define MPI_ERRORS_RETURN ((MPI_Errhandler)1)

#define MPI_THREAD_SINGLE 0
#define MPI_THREAD_FUNNELED 1

#define MPI_SUCCESS 0
#define MPI_ERR_ARG 13
#define MPI_ERR_TRUNCATE 15
#define MPI_ERR_OTHER 16
#define MPI_MAX_ERROR_STRING 512
#define MPI_MAX_LIBRARY_VERSION_STRING 256

int MPI_Init(int *argc, char ***argv);
int MPI_Init_thread(int *argc, char ***argv, int required, int *provided);
int MPI_Initialized(int *flag);
int MPI_Comm_rank(MPI_Comm comm, int *rank);
int MPI_Comm_size(MPI_Comm comm, int *size);
int MPI_Comm_set_errhandler(MPI_Comm comm, MPI_Errhandler handler);
int MPI_Barrier(MPI_Comm comm);
int MPI_Bcast(void *buffer, int count, MPI_Datatype datatype, int root, MPI_Comm comm);
int MPI_Gather(const void *sendbuf, int sendcount, MPI_Datatype sendtype, void *recvbuf, int recvcount,
               MPI_Datatype recvtype, int root, MPI_Comm comm);
int MPI_Abort(MPI_Comm comm, int errorcode);
int MPI_Finalize(void);
int MPI_Error_class(int code, int *error_class);
int MPI_Error_string(int code, char *text, int *length);
int MPI_Get_library_version(char *text, int *length);

#ifdef __cplusplus
}
#endif
#endif
