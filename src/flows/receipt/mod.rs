//! After the sale: the page of an order.

pub mod view;
