//! How the command line speaks with a shop that runs: a socket in the data folder, for its owner alone.
//!
//! One request a connection, as a line of JSON; the answers are lines of JSON, the last of them the outcome.

use std::{
    future::Future,
    io::{BufRead, BufReader, Write},
    os::unix::{fs::PermissionsExt, net::UnixStream},
    path::Path,
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt},
    net::UnixListener,
    sync::mpsc,
};

use super::progress::Progress;
use crate::base::{Error, ErrorKind, Result};

/// The socket's name in the data folder.
pub const SOCKET: &str = "control.sock";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Progress { done: u64, total: Option<u64>, what: String },
    Done(Value),
    Failed { wrong_use: bool, message: String },
}

/// Asks the shop that runs in `folder`. Nothing if none listens there.
pub fn ask(folder: &Path, request: &Value, progress: &dyn Progress) -> Option<Result<Value>> {
    let stream = UnixStream::connect(folder.join(SOCKET)).ok()?;
    Some(converse(stream, request, progress))
}

fn converse(mut stream: UnixStream, request: &Value, progress: &dyn Progress) -> Result<Value> {
    stream.write_all(format!("{request}\n").as_bytes())?;
    for line in BufReader::new(stream).lines() {
        match serde_json::from_str(&line?).map_err(Error::internal)? {
            Line::Progress { done, total, what } => progress.at(done, total, &what),
            Line::Done(value) => return Ok(value),
            Line::Failed { wrong_use, message } => {
                let kind = if wrong_use { ErrorKind::Invalid } else { ErrorKind::Conflict };
                return Err(Error::of(kind, message));
            }
        }
    }
    Err(Error::unavailable("The running shop broke off; its log says why"))
}

/// Listens in `folder` and does what is asked with `act`, for as long as the program runs.
pub async fn listen<A, F>(folder: &Path, act: A) -> Result<()>
where
    A: Fn(Value, Arc<dyn Progress>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Value>> + Send + 'static,
{
    let path = folder.join(SOCKET);
    // Left behind by a crash; the lock on the folder says that nobody listens.
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(answer(stream, act.clone()));
    }
}

async fn answer<A, F>(stream: tokio::net::UnixStream, act: A)
where
    A: Fn(Value, Arc<dyn Progress>) -> F,
    F: Future<Output = Result<Value>>,
{
    let (read, mut write) = stream.into_split();
    let Ok(Some(line)) = tokio::io::BufReader::new(read).lines().next_line().await else { return };
    let Ok(request) = serde_json::from_str(&line) else { return };
    let (lines, mut waiting) = mpsc::unbounded_channel();
    let work = async {
        let outcome = act(request, Arc::new(Told(lines.clone()))).await;
        let last = match outcome {
            Ok(value) => Line::Done(value),
            Err(error) => Line::Failed { wrong_use: error.kind == ErrorKind::Invalid, message: error.in_full() },
        };
        let _ = lines.send(last);
        drop(lines);
    };
    let tell = tokio::spawn(async move {
        while let Some(line) = waiting.recv().await {
            let last = !matches!(line, Line::Progress { .. });
            let text = serde_json::to_string(&line).unwrap_or_default() + "\n";
            if write.write_all(text.as_bytes()).await.is_err() || last {
                break;
            }
        }
    });
    // The work goes on to its end even if nobody listens any more, and tells on even while it keeps its thread busy.
    work.await;
    let _ = tell.await;
}

struct Told(mpsc::UnboundedSender<Line>);

impl Progress for Told {
    fn at(&self, done: u64, total: Option<u64>, what: &str) {
        let _ = self.0.send(Line::Progress { done, total, what: what.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use serde_json::json;

    use super::*;

    struct Last(AtomicU64);

    impl Progress for Last {
        fn at(&self, done: u64, _: Option<u64>, _: &str) {
            self.0.store(done, Ordering::SeqCst);
        }
    }

    #[tokio::test]
    async fn a_running_shop_answers_with_progress_outcome_and_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        assert!(ask(&path, &json!({}), &Last(AtomicU64::new(0))).is_none());
        let serving = path.clone();
        tokio::spawn(async move {
            listen(&serving, |request, progress| async move {
                progress.at(7, Some(9), "things");
                if request["fail"] == true { Err(Error::invalid("file", "None such")) } else { Ok(request) }
            })
            .await
        });
        while tokio::net::UnixStream::connect(path.join(SOCKET)).await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        tokio::task::spawn_blocking(move || {
            let seen = Last(AtomicU64::new(0));
            let echo = ask(&path, &json!({"a": 1}), &seen).unwrap().unwrap();
            assert_eq!(echo, json!({"a": 1}));
            assert_eq!(seen.0.load(Ordering::SeqCst), 7);
            let error = ask(&path, &json!({"fail": true}), &seen).unwrap().unwrap_err();
            assert_eq!(error.kind, ErrorKind::Invalid);
            assert!(error.message.contains("None such"));
        })
        .await
        .unwrap();
    }
}
