//! The demonstration goods: what `bodega demo` puts on the shelves of an empty shop.

pub use crate::platform::cover_art;
