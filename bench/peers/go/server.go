package main

import (
	"bufio"
	"log"
	"net"
	"os"
	"sync/atomic"

	"golang.org/x/net/ipv4"
)

// batchSize is how many datagrams a system call takes at most.
const batchSize = 64

var loopback = net.IPv4(127, 0, 0, 1)

// server is a socket that is served by a goroutine of its own.
type server struct {
	socket   *ipv4.PacketConn
	received atomic.Uint64
	bytes    atomic.Uint64
}

type serverResult struct {
	result
	Received uint64 `json:"received"`
	Bytes    uint64 `json:"bytes"`
}

// run serves, and counts from `start` to `stop` on standard input.
func run(serve func(*server)) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: loopback})
	if err != nil {
		log.Fatal(err)
	}
	server := &server{socket: ipv4.NewPacketConn(conn)}
	go serve(server)
	print(map[string]int{"port": conn.LocalAddr().(*net.UDPAddr).Port})

	start, received, bytes := now(), uint64(0), uint64(0)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		switch lines.Text() {
		case "start":
			start, received, bytes = now(), server.received.Load(), server.bytes.Load()
		case "stop":
			received, bytes = server.received.Load()-received, server.bytes.Load()-bytes
			print(serverResult{between(start, now()), received, bytes})
			return
		}
	}
}

// read waits for datagrams and counts them.
func (s *server) read(messages []ipv4.Message) int {
	count, err := s.socket.ReadBatch(messages, 0)
	if err != nil {
		log.Fatal(err)
	}
	bytes := 0
	for i := range messages[:count] {
		bytes += messages[i].N
	}
	s.received.Add(uint64(count))
	s.bytes.Add(uint64(bytes))
	return count
}

func newBatch() []ipv4.Message {
	messages := make([]ipv4.Message, batchSize)
	for i := range messages {
		messages[i].Buffers = [][]byte{make([]byte, maxSize)}
	}
	return messages
}
