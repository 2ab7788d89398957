//! Handing the sending of files to the server in front of the shop.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{base::Digest, platform::files::Files};

/// Below this the server in front finds the files, where it is nginx.
const PLACE: &str = "/bodega-files/";

/// Who sends the bytes of a file once it is clear that they may be had.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SendBy {
    /// The shop itself, which counts a download when it has arrived.
    #[default]
    Shop,
    /// nginx, told by `X-Accel-Redirect`.
    XAccelRedirect,
    /// Apache or lighttpd, told by `X-Sendfile`.
    XSendfile,
}

impl SendBy {
    /// The header that names a file to the server in front; nothing where the shop sends it.
    pub(super) fn header(self, files: &Files, file: &Digest) -> Option<(&'static str, String)> {
        match self {
            Self::Shop => None,
            Self::XAccelRedirect => Some(("X-Accel-Redirect", format!("{PLACE}{}", Files::shelf(file)))),
            Self::XSendfile => {
                let path: PathBuf = files.path(file);
                let whole = std::path::absolute(&path).unwrap_or(path);
                Some(("X-Sendfile", whole.to_string_lossy().into_owned()))
            }
        }
    }
}
