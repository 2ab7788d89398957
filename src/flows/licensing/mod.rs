//! Licence keys, as the programs that were sold with them ask about them.

mod api;
mod checking;
mod wire;

use crate::platform::Feature;

/// The JSON routes about licences.
pub fn feature() -> Feature {
    Feature::new("licensing").api(api::routes(), api::docs())
}
