#define _GNU_SOURCE
#include "channel/socket.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "channel/wait.h"

static int close_keeping_errno(int fd) {
  int error = errno;
  if (fd >= 0) close(fd);
  errno = error;
  return -1;
}

int rw__socket(void) { return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0); }

int rw__listen(struct rw__address *address) {
  int listener = rw__socket();
  socklen_t size = sizeof address->name;
  if (listener < 0) return -1;
  if (bind(listener, (struct sockaddr *)&address->name, address->size) != 0 || listen(listener, SOMAXCONN) != 0 ||
      getsockname(listener, (struct sockaddr *)&address->name, &size) != 0)
    return close_keeping_errno(listener);
  address->size = size;
  return listener;
}

bool rw__connect(int socket, const struct rw__address *address, int64_t timeout) {
  struct timeval patience = {.tv_sec = timeout / 1000000000, .tv_usec = timeout % 1000000000 / 1000};
  if (patience.tv_sec == 0 && patience.tv_usec == 0) patience.tv_usec = 1; /* 0 would be for ever */
  return setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
         connect(socket, (const struct sockaddr *)&address->name, address->size) == 0;
}

bool rw__send(int socket, const void *message, size_t size, int fd) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control;
  struct iovec part = {.iov_base = (void *)(size_t)message, .iov_len = size};
  struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
  memset(&control, 0, sizeof control);
  if (fd >= 0) {
    header.msg_control = control.bytes;
    header.msg_controllen = sizeof control.bytes;
    struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(rights), &fd, sizeof fd);
  }
  ssize_t sent;
  do {
    sent = sendmsg(socket, &header, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == (ssize_t)size;
}

bool rw__receive(int socket, void *message, size_t size, int *fd) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control;
  struct iovec part = {.iov_base = message, .iov_len = size};
  struct msghdr header = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  ssize_t received;
  *fd = -1;
  do {
    received = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  } while (received < 0 && errno == EINTR);
  if (received > 0) {
    struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
    if (rights != NULL && rights->cmsg_level == SOL_SOCKET && rights->cmsg_type == SCM_RIGHTS)
      memcpy(fd, CMSG_DATA(rights), sizeof *fd);
    else if ((header.msg_flags & MSG_CTRUNC) != 0)
      errno = EMFILE; /* the descriptor that came along found no place here */
  }
  if (received == (ssize_t)size) return true;
  if (received >= 0) errno = received == 0 ? ECONNRESET : EPROTO;
  if (*fd >= 0) *fd = close_keeping_errno(*fd);
  return false;
}

bool rw__readable(int socket, int64_t timeout) {
  struct pollfd wanted = {.fd = socket, .events = POLLIN};
  const int64_t deadline = rw__deadline(timeout);
  for (;;) { /* with what is left of the time after each signal */
    int64_t left = (deadline - rw__now()) / 1000000 + 1;
    int count = left > 0 ? poll(&wanted, 1, left < INT_MAX ? (int)left : INT_MAX) : 0;
    if (count > 0) return true;
    if (count < 0 && errno != EINTR) return false;
    if (count == 0 && rw__now() >= deadline) break;
  }
  errno = ETIMEDOUT;
  return false;
}

bool rw__hung_up(int socket) {
  struct pollfd wanted = {.fd = socket, .events = POLLIN | POLLRDHUP};
  return poll(&wanted, 1, 0) > 0 && (wanted.revents & (POLLHUP | POLLRDHUP | POLLERR | POLLNVAL)) != 0;
}

bool rw__same_user(int socket) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}
