// The peer on Go, with golang.org/x/net, which moves datagrams in batches. ../../README.md tells
// the protocol.
package main

import (
	"log"
	"os"
)

var roles = map[string]func(arguments){
	"echo":    echo,
	"ping":    ping,
	"receive": receive,
	"send":    send,
}

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: peer role name=value ...")
	}
	role, found := roles[os.Args[1]]
	if !found {
		log.Fatalf("there is no role %q", os.Args[1])
	}
	role(readArguments(os.Args[2:]))
}
