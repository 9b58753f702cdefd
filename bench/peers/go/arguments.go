package main

import (
	"log"
	"net"
	"strconv"
	"strings"
	"time"
)

// maxSize is the largest payload of a datagram over IPv4.
const maxSize = 65507

// arguments are the values by their names. One that is read has to be there.
type arguments map[string]string

func readArguments(list []string) arguments {
	values := arguments{}
	for _, argument := range list {
		name, value, _ := strings.Cut(argument, "=")
		values[name] = value
	}
	return values
}

func (values arguments) integer(name string, least, most int) int {
	value, err := strconv.Atoi(values[name])
	if err != nil || value < least || value > most {
		log.Fatalf("%s takes a number from %d to %d, not %q", name, least, most, values[name])
	}
	return value
}

func (values arguments) duration(name string) time.Duration {
	value, err := time.ParseDuration(values[name] + "s")
	if err != nil || value < 0 {
		log.Fatalf("%s takes seconds, not %q", name, values[name])
	}
	return value
}

func (values arguments) addresses(name string) []*net.UDPAddr {
	var addresses []*net.UDPAddr
	for _, text := range strings.Split(values[name], ",") {
		port, err := strconv.ParseUint(text, 10, 16)
		if err != nil || port == 0 {
			log.Fatalf("%s takes ports with a comma between them, not %q", name, values[name])
		}
		addresses = append(addresses, &net.UDPAddr{IP: loopback, Port: int(port)})
	}
	return addresses
}
