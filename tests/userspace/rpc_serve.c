// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rpc_serve: put the RPC services of libksmbd behind a TCP port of 127.0.0.1.
 *
 * For: letting real clients (rpcclient, impacket, smbtorture over ncacn_ip_tcp)
 * talk to the services without a kernel module, with made-up data.
 * Not for: serving anybody: there is no authentication.
 *
 * usage: rpc_serve PORT PIPE [ACCOUNT]
 *	PIPE is srvsvc, wkssvc, lsarpc, samr or mdssvc. Ends with the process.
 *
 * A TCP connection stands for an open pipe: what comes in is written to it, and
 * what it has to say is sent until it has no more. Each has a process of its own.
 */
#include "rpc_mock.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct {
	const char *name;
	uint32_t kind;
} pipes[] = {
	{ "srvsvc", KSMBD_RPC_SRVSVC_METHOD_INVOKE },
	{ "wkssvc", KSMBD_RPC_WKSSVC_METHOD_INVOKE },
	{ "lsarpc", KSMBD_RPC_LSARPC_METHOD_INVOKE },
	{ "samr", KSMBD_RPC_SAMR_METHOD_INVOKE },
	{ "mdssvc", KSMBD_RPC_MDSSVC_METHOD_INVOKE },
};

static int listen_on(const char *port)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	addr.sin_port = htons((uint16_t)atoi(port));
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) || listen(fd, 8)) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool send_all(int fd, const uint8_t *data, size_t len)
{
	ssize_t n;

	while (len) {
		n = send(fd, data, len, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

static void serve(struct ksmbd_rpc *rpc, int fd, uint32_t kind, const char *account)
{
	struct ksmbd_rpc_reply reply;
	uint8_t buf[4096];
	ssize_t n;

	ksmbd_rpc_open(rpc, 1, kind, account);
	while ((n = recv(fd, buf, sizeof(buf), 0)) > 0) {
		if (ksmbd_rpc_write(rpc, 1, kind, buf, (size_t)n) != KSMBD_RPC_OK)
			break;
		while (ksmbd_rpc_read(rpc, 1, kind, SIZE_MAX, &reply) == KSMBD_RPC_OK)
			if (!send_all(fd, reply.data, reply.len))
				break;
	}
	ksmbd_rpc_close(rpc, 1);
	close(fd);
}

int main(int argc, char **argv)
{
	struct rpc_mock mock = { 0 };
	struct ksmbd_rpc *rpc;
	uint32_t kind = 0;
	int listener, fd;
	size_t i;

	for (i = 0; argc > 2 && i < sizeof(pipes) / sizeof(pipes[0]); i++)
		if (!strcmp(pipes[i].name, argv[2]))
			kind = pipes[i].kind;
	if (!kind) {
		fputs("usage: rpc_serve PORT srvsvc|wkssvc|lsarpc|samr|mdssvc [ACCOUNT]\n", stderr);
		return 2;
	}
	if (getenv("RPC_SERVE_SHARES"))
		mock.extra_shares = (unsigned int)atoi(getenv("RPC_SERVE_SHARES"));
	rpc = ksmbd_rpc_create(&rpc_mock_ops, &mock);
	listener = listen_on(argv[1]);
	if (!rpc || listener < 0) {
		fprintf(stderr, "rpc_serve: cannot listen on 127.0.0.1:%s\n", argv[1]);
		return 1;
	}
	signal(SIGCHLD, SIG_IGN);
	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		if (fork() == 0) {
			close(listener);
			serve(rpc, fd, kind, argc > 3 ? argv[3] : NULL);
			ksmbd_rpc_destroy(rpc);
			return 0;
		}
		close(fd);
	}
	ksmbd_rpc_destroy(rpc);
	return 1;
}
