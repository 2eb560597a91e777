//! Where the preview listens: on this machine only, on the port that was asked for or the next free one.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

/// Sockets that listen.
#[derive(Debug)]
pub(super) struct Listening {
    /// On 127.0.0.1, and on `[::1]` if it is free: a browser may take either for `localhost`.
    pub(super) sockets: Vec<TcpListener>,
    /// The port of both.
    pub(super) port: u16,
}

/// How many ports are tried.
const TRIES: u16 = 100;

/// Listens on `wanted`, or on the next free port; 0 means any.
pub(super) fn listen(wanted: u16) -> io::Result<Listening> {
    let mut port = wanted;
    loop {
        match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))) {
            Ok(socket) => return with_second(socket),
            Err(error) => {
                let taken = matches!(error.kind(), ErrorKind::AddrInUse | ErrorKind::PermissionDenied);
                match port.checked_add(1) {
                    Some(next) if taken && next - wanted < TRIES => port = next,
                    _ => return Err(error),
                }
            }
        }
    }
}

fn with_second(socket: TcpListener) -> io::Result<Listening> {
    let port = socket.local_addr()?.port();
    // A machine without IPv6, or another program there, is no reason not to serve.
    let second = TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).ok();
    let sockets: Vec<TcpListener> = [Some(socket), second].into_iter().flatten().collect();
    for socket in &sockets {
        socket.set_nonblocking(true)?;
    }
    Ok(Listening { sockets, port })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_leads_to_another_and_all_are_on_this_machine() {
        let first = listen(0).expect("a free port");
        let second = listen(first.port).expect("a free port beside it");
        assert!(second.port > first.port);
        for socket in first.sockets.iter().chain(&second.sockets) {
            assert!(socket.local_addr().expect("an address").ip().is_loopback());
        }
    }
}
