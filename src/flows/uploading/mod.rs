//! Uploading what one sells: the tus protocol for programs and for the scripts of our own pages.

mod api;
mod guard;
mod headers;
mod pages;
mod room;

use std::time::Duration;

use crate::{
    features::uploads::Intake,
    platform::{
        Feature,
        jobs::{Kind, Task},
    },
};

const EVERY: Duration = Duration::from_secs(60 * 60);

/// The routes of uploads.
pub fn feature() -> Feature {
    Feature::new("uploading").pages(pages::routes()).api(api::routes(), api::docs())
}

/// Gives up what nothing came of, once an hour.
pub fn sweeper(intake: Intake) -> Kind {
    let work = move |task: Task| {
        let intake = intake.clone();
        async move { intake.sweep(task.now).await }
    };
    Kind::new("uploads.sweep", work).every(EVERY)
}
