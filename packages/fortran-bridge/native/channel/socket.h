/* How a rank and an engine meet: a Unix socket of messages (SOCK_SEQPACKET) in the abstract name space. It has no file,
 * goes with its process, and its end tells either side at once that the other is gone. */
#ifndef RW__CHANNEL_SOCKET_H
#define RW__CHANNEL_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

/* An abstract name. */
struct rw__address {
  struct sockaddr_un name;
  socklen_t size;
};

/* A name that the kernel picks for the socket that listens there. */
#define RW__ANY_ADDRESS \
  (struct rw__address) { .name = {.sun_family = AF_UNIX}, .size = sizeof(sa_family_t) }

/* Makes a listening socket and completes its address. errno is EADDRINUSE where another process has the name.
 * All functions: false, or -1, with errno on failure. */
int rw__listen(struct rw__address *address);

/* Makes a socket, to be connected. */
int rw__socket(void);

/* Connects it to a listening one, which need not have accepted it yet. errno is ECONNREFUSED where none listens, EAGAIN
 * where too many wait for it already, for `timeout` ns; then it can be tried again. */
bool rw__connect(int socket, const struct rw__address *address, int64_t timeout);

/* Sends a message, with a descriptor if fd is not negative. */
bool rw__send(int socket, const void *message, size_t size, int fd);

/* Receives a message of `size` bytes and its descriptor (-1: none came). errno is ECONNRESET at the other's end. */
bool rw__receive(int socket, void *message, size_t size, int *fd);

/* Waits until the socket has something to receive, `timeout` ns at most. False with errno ETIMEDOUT. */
bool rw__readable(int socket, int64_t timeout);

/* Whether the other side is gone. */
bool rw__hung_up(int socket);

/* Whether the other side runs under this process's user. */
bool rw__same_user(int socket);

#endif
