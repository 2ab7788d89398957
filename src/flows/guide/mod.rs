//! The shop's assistant: understands what a shopper says, looks into the shop for them, and tells what it found. Code
//! makes every sentence out of the store; a language model, where there is one, only chooses which of them to say.

mod api;
mod ask;
mod choose;
mod compare;
mod detail;
mod facts;
mod having;
mod help;
pub mod judging;
mod needs;
mod office;
mod orders;
mod own;
mod pages;
mod prose;
mod reading;
mod retrieval;
mod shown;
mod sieve;
mod stream;
mod talk;
mod tone;
mod tools;
mod turn;
pub mod view;
mod wire;

pub use ask::Guide;
pub use office::Models;
pub use tools::tools;

use crate::platform::Feature;

/// The pages and JSON routes of the assistant.
pub fn feature() -> Feature {
    let mut docs = api::docs();
    docs.merge(office::docs());
    Feature::new("guide")
        .office(office::entry())
        .pages([pages::routes(), stream::routes(), office::pages()].concat())
        .api([api::routes(), office::api()].concat(), docs)
}
