//! The shop window: the front page, search, a product, a maker.

pub mod view;
