//! Where a request comes from.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr},
};

use ipnet::IpNet;
use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use crate::platform::limits;

/// The proxies that are believed when they say for whom they ask; managed state.
#[derive(Debug, Clone, Default)]
pub struct Proxies(pub Vec<IpNet>);

/// The address of whoever asks: that of the socket, unless a listed proxy holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// The address from which `request` comes; nobody's where there is no socket.
    pub fn of(request: &Request<'_>) -> Self {
        let peer = request.remote().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |it| it.ip()).to_canonical();
        let Some(proxies) = request.rocket().state::<Proxies>().filter(|it| !it.0.is_empty()) else {
            return Self(peer);
        };
        let hops: Vec<_> = request.headers().get("X-Forwarded-For").flat_map(|it| it.split(',')).collect();
        Self(proxies.behind(peer, &hops))
    }

    /// What limits count it as.
    pub fn key(self) -> String {
        limits::key_of(self.0)
    }
}

impl Proxies {
    /// Walks from `peer` back along `hops`, as long as whoever says so is listed: the first stranger is the client.
    fn behind(&self, peer: IpAddr, hops: &[&str]) -> IpAddr {
        let mut client = peer;
        for hop in hops.iter().rev() {
            if !self.trusts(client) {
                break;
            }
            let Some(address) = read(hop) else { break };
            client = address;
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&address))
    }
}

/// An address with or without a port, as proxies write it.
fn read(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let alone = hop.parse().ok();
    let address = alone.or_else(|| hop.parse::<std::net::SocketAddr>().ok().map(|it| it.ip()))?;
    Some(address.to_canonical())
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for ClientAddress {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(Self::of(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Case 61 of the threats, as far as headers go.
    #[test]
    fn threat_61_only_listed_proxies_are_believed() {
        let proxies = Proxies(vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()]);
        let behind = |peer: &str, hops: &[&str]| proxies.behind(peer.parse().unwrap(), hops).to_string();
        assert_eq!(behind("192.0.2.9", &["1.1.1.1"]), "192.0.2.9", "a stranger may claim what they like");
        assert_eq!(behind("10.0.0.1", &["1.1.1.1", "192.0.2.9"]), "192.0.2.9", "the hop before ours is the client");
        assert_eq!(behind("10.0.0.1", &["1.1.1.1", "192.0.2.9", " 10.2.0.1"]), "192.0.2.9");
        assert_eq!(behind("::1", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(behind("10.0.0.1", &["unknown"]), "10.0.0.1");
        assert_eq!(behind("10.0.0.1", &[]), "10.0.0.1");
    }
}
