//! The shop's assistant: understands what a shopper says, looks into the shop for them, and tells what it found. Code
//! makes every sentence out of the store; a language model, where there is one, only chooses which of them to say.

mod api;
mod ask;
mod choose;
mod compare;
mod detail;
mod facts;
mod help;
mod needs;
mod orders;
mod pages;
mod retrieval;
mod shown;
mod sieve;
mod stream;
mod talk;
mod tools;
mod turn;
pub mod view;
mod wire;

pub use ask::Guide;
pub use tools::tools;

use crate::platform::Feature;

/// The pages and JSON routes of the assistant.
pub fn feature() -> Feature {
    Feature::new("guide").pages([pages::routes(), stream::routes()].concat()).api(api::routes(), api::docs())
}
