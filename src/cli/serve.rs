//! `bodega serve`: opens the shop to the world.

use std::{net::IpAddr, process::ExitCode, sync::Arc};

use super::Task;
use crate::{
    app::App,
    base::{Error, Result},
    config::{Config, LogFormat},
    platform::{control, telemetry, web::server},
};

/// Where to listen.
#[derive(clap::Args)]
pub struct Args {
    /// The address to listen at.
    #[arg(long)]
    address: Option<IpAddr>,
    /// The port to listen at.
    #[arg(long)]
    port: Option<u16>,
}

pub(super) fn run(args: Args, mut config: Config) -> Result<ExitCode> {
    config.server.address = args.address.unwrap_or(config.server.address);
    config.server.port = args.port.unwrap_or(config.server.port);
    telemetry::start(&config.log.level, config.log.format == LogFormat::Json)?;
    let runtime = super::runtime(&config)?;
    server::port_is_free(config.server.address, config.server.port)?;
    // Connections to a mail server belong to the runtime from their beginning to their end.
    let _within = runtime.enter();
    let app = Arc::new(App::open(config)?);
    runtime.block_on(serve(app))
}

async fn serve(app: Arc<App>) -> Result<ExitCode> {
    let rocket = app.rocket().ignite().await.map_err(|cause| Error::internal(cause.to_string()))?;
    app.work();
    let (folder, asked) = (app.data()?.to_owned(), app.clone());
    tokio::spawn(async move {
        let act = move |request, progress| Task::asked(asked.clone(), request, progress);
        if let Err(error) = control::listen(&folder, act).await {
            tracing::error!("the command line cannot reach this shop: {}", error.in_full());
        }
    });
    println!("{} is open at {}", app.shop.name, app.shop.base_url);
    if let Some(link) = app.setup_link().await? {
        println!("Nobody minds it yet. This link makes the first admin, once: {link}");
    }
    rocket.launch().await.map_err(|cause| Error::unavailable(format!("The server stopped: {cause}")))?;
    let _ = std::fs::remove_file(app.data()?.join(control::SOCKET));
    Ok(ExitCode::SUCCESS)
}
