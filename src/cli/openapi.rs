//! `bodega openapi`: prints the description of the API.

use std::process::ExitCode;

use crate::{
    app::App,
    base::{Error, Result},
    config::Config,
    platform::clock::{Chance, Clock},
};

pub(super) fn run(config: Config) -> Result<ExitCode> {
    let app = App::in_memory(config, Clock::system(), Chance::os())?;
    let rocket = app.rocket();
    let document = rocket.state::<utoipa::openapi::OpenApi>().ok_or_else(|| Error::internal("no description"))?;
    println!("{}", serde_json::to_string_pretty(document).map_err(Error::internal)?);
    Ok(ExitCode::SUCCESS)
}
