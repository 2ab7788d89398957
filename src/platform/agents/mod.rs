//! The shop as tools for outside agents: the Model Context Protocol over streamable HTTP, without sessions
//! (<https://modelcontextprotocol.io/specification/2026-07-28>). It knows how agents speak; what the tools do, whoever
//! brings them knows.

mod door;
mod server;
mod tool;

pub use door::routes;
pub use server::Toolbox;
pub use tool::{Caller, Effect, Tool};
