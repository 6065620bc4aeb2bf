/* SPDX-License-Identifier: Apache-2.0 */
/* Socket addresses, for sys_net.c and netmsg.c. */
#ifndef ENGRAFT_ENGINE_NETMSG_H
#define ENGRAFT_ENGINE_NETMSG_H

#include <stdint.h>
#include <sys/socket.h>

#include "engine/user/usr.h"

/* Address in the guest's form to host form; 0 or -errno. */
int net_get_addr(struct sockaddr_storage *s, uint64_t g, uint64_t len);
/* The reverse; len_g holds the room on entry and gets the length. g = 0: nothing to do. s is used up. */
int net_put_addr(uint64_t g, uint64_t len_g, struct sockaddr_storage *s, socklen_t len);

/* netlink.c: messages of NETLINK_ROUTE are structures in the machine's byte order. */
/* The program makes a netlink socket. */
bool usr_netlink_made(int protocol); /* false: its messages are not translated */
bool usr_is_netlink(int fd);
/* sendmsg() that turns the payload if fd is such a socket. */
int64_t usr_netlink_send(UsrThread *t, int fd, const struct msghdr *h, uint64_t flags);
/* After receiving nbytes into these buffers: turns the payload if fd is such a socket. */
void usr_netlink_received(int fd, const struct iovec *iov, size_t n, int64_t nbytes);

#endif
