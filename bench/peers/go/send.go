package main

import (
	"bytes"
	"errors"
	"log"
	"net"
	"syscall"

	"golang.org/x/net/ipv4"
)

type sendResult struct {
	result
	Sent uint64 `json:"sent"`
}

// send sends as much as the kernel takes. There are no completions to wait for.
func send(arguments arguments) {
	addresses := arguments.addresses("ports")
	connected := arguments.integer("connected", 0, 1) == 1
	socket := openSender(addresses, connected)
	size := arguments.integer("size", 1, maxSize)
	// As in other languages' peers, each datagram of a batch has memory of its own.
	payloads := bytes.Repeat([]byte{1}, batchSize*size)
	messages := make([]ipv4.Message, batchSize)
	for i := range messages {
		messages[i].Buffers = [][]byte{payloads[i*size : (i+1)*size]}
	}

	sent, next := uint64(0), 0
	measurement := measure(arguments)
	for phase := measurement.phase(); phase != over; phase = measurement.phase() {
		if !connected {
			for i := range messages {
				messages[i].Addr = addresses[next]
				next = (next + 1) % len(addresses)
			}
		}
		count, err := socket.WriteBatch(messages, 0)
		// A connected socket tells once that nobody listened to an earlier datagram.
		if err != nil && !errors.Is(err, syscall.ECONNREFUSED) {
			log.Fatal(err)
		}
		if phase == counting && err == nil {
			sent += uint64(count)
		}
	}
	print(sendResult{measurement.result(), sent})
}

func openSender(addresses []*net.UDPAddr, connected bool) *ipv4.PacketConn {
	var conn *net.UDPConn
	var err error
	if !connected {
		conn, err = net.ListenUDP("udp4", &net.UDPAddr{IP: loopback})
	} else if len(addresses) == 1 {
		conn, err = net.DialUDP("udp4", nil, addresses[0])
	} else {
		err = errors.New("a connected socket sends to one port")
	}
	if err != nil {
		log.Fatal(err)
	}
	return ipv4.NewPacketConn(conn)
}
