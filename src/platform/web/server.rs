//! Rocket's own settings.

use std::net::{IpAddr, TcpListener};

use rocket::figment::Figment;

use crate::base::{Error, Result};

/// Rocket as the shop wants it, listening at `address` and `port`. Nothing is read from Rocket's own files and variables.
pub fn settings(address: IpAddr, port: u16, workers: Option<usize>) -> Figment {
    let cores = || std::thread::available_parallelism().map_or(2, usize::from);
    Figment::from(rocket::Config::release_default())
        .merge(("address", address))
        .merge(("port", port))
        .merge(("workers", workers.unwrap_or_else(cores)))
        .merge(("ident", false))
        // The address of a client is that of its socket, whatever a header claims.
        .merge(("ip_header", false))
        .merge(("log_level", "off"))
        .merge(("cli_colors", false))
        .merge(("keep_alive", 30))
        .merge(("shutdown.grace", 10))
        .merge(("shutdown.mercy", 5))
}

/// Fails if the port is taken, in words that name the way out.
pub fn port_is_free(address: IpAddr, port: u16) -> Result<()> {
    TcpListener::bind((address, port)).map(drop).map_err(|cause| {
        Error::unavailable(format!("Cannot listen at {address}:{port} ({cause}). Choose another port with --port"))
    })
}
