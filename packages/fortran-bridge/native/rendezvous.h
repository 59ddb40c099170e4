/* How a rank and an engine meet: a Unix socket of messages (SOCK_SEQPACKET) in the abstract name space. It has no file,
 * goes with its process, and its end tells either side at once that the other is gone. */
#ifndef RW__RENDEZVOUS_H
#define RW__RENDEZVOUS_H

#include <stdbool.h>
#include <stddef.h>

/* Makes a listening socket with a name that the kernel picks, and a socket connected to it.
 * All functions: false, or -1, with errno on failure. */
bool rw__meet(int *listener, int *connected);

/* Sends a message, with a descriptor if fd is not negative. */
bool rw__send(int socket, const void *message, size_t size, int fd);

/* Receives a message of `size` bytes and its descriptor (-1: none came). errno is ECONNRESET at the other's end. */
bool rw__receive(int socket, void *message, size_t size, int *fd);

/* Waits until the socket has something to receive, `timeout` seconds at most. False with errno ETIMEDOUT. */
bool rw__readable(int socket, double timeout);

/* Whether the other side is gone. */
bool rw__hung_up(int socket);

/* Whether the other side runs under this process's user. */
bool rw__same_user(int socket);

#endif
