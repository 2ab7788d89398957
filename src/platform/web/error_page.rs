//! What people see when something goes wrong.

use askama::Template;
use rocket::http::Status;

use super::frame::Frame;
use crate::base::Error;

#[derive(Template)]
#[template(path = "layouts/error.html")]
struct ErrorPage<'a> {
    frame: Frame,
    status: u16,
    message: &'a str,
    advice: Vec<&'a str>,
    request_id: &'a str,
}

pub(super) fn render(frame: Frame, error: &Error, status: Status, request_id: &str) -> askama::Result<String> {
    let advice = error.fields.iter().map(|(_, advice)| advice.as_ref()).collect();
    ErrorPage { frame: frame.private(), status: status.code, message: &error.message, advice, request_id }.render()
}
