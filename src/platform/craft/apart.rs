//! The process that works on a file, from both sides.
//!
//! It gets one line of JSON that says what to do, then the bytes; it gives back the new bytes and ends. Its exit status
//! says whether they are to be used: 0, or 3 with the reason on standard error. Anything else means that it was stopped for
//! taking too much.

use std::{
    io::{BufRead, Read, Write},
    path::Path,
    process::{ExitCode, Stdio},
    time::Duration,
};

use rustix::process::{Resource, Rlimit, setrlimit};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt, copy},
    join,
    process::Command,
    time::timeout,
};

use super::{LARGEST, MORE, Outcome, Work};
use crate::{
    base::{Error, ErrorKind, Result},
    platform::files::Files,
};

/// All memory that it may ask for.
const MEMORY: u64 = 512 << 20;
/// Seconds that it may compute.
const SECONDS: u64 = 20;
/// It takes no longer, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(60);
/// Cannot be done, and the reason was said.
const REFUSED: u8 = 3;
/// What it is told by is no longer.
const LONGEST_ORDER: u64 = 64 << 10;

pub(super) async fn make(
    program: &Path,
    files: &Files,
    mut source: impl AsyncRead + Unpin,
    size: u64,
    work: &Work,
) -> Result<Outcome> {
    let mut child = Command::new(program)
        .arg("craft")
        .env_clear()
        // In kilobytes: memory is asked for in small steps, each of which the bound sees, and not by the gigabyte.
        .env("MIMALLOC_ARENA_RESERVE", "32768")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let missing = || Error::internal("a process without its pipes");
    let mut to = child.stdin.take().ok_or_else(missing)?;
    let from = child.stdout.take().ok_or_else(missing)?;
    let says = child.stderr.take().ok_or_else(missing)?;
    let mut order = serde_json::to_vec(work).map_err(Error::internal)?;
    order.push(b'\n');
    let feeding = async {
        to.write_all(&order).await?;
        copy(&mut source, &mut to).await?;
        to.shutdown().await?;
        drop(to);
        Ok::<_, std::io::Error>(())
    };
    let hearing = async {
        let mut said = String::new();
        // What it says is for people: a few words.
        let _ = says.take(500).read_to_string(&mut said).await;
        said
    };
    let working = async {
        let (fed, kept, said) = join!(feeding, files.put(from, size + MORE), hearing);
        (fed, kept, said, child.wait().await)
    };
    let Ok((fed, kept, said, status)) = timeout(PATIENCE, working).await else {
        return Ok(Err("it takes too long to read".into()));
    };
    // A file that was made and is not used is swept out with the others that no record names.
    let status = status?;
    match status.code() {
        Some(0) => {
            // It may have read enough before the end; what it made counts.
            drop(fed);
            match kept {
                Err(error) if error.kind == ErrorKind::Invalid => Ok(Err("it grows too much".into())),
                other => other.map(Ok),
            }
        }
        Some(code) if code == i32::from(REFUSED) => Ok(Err(said.trim().to_owned())),
        _ => Ok(Err("it is damaged, or takes too much memory to read".into())),
    }
}

/// The other side: does one piece of work that comes on standard input, within bounds that it sets itself.
///
/// # Errors
/// The order cannot be read, or the system knows no bounds.
pub fn run() -> Result<ExitCode> {
    let bound = |most| Rlimit { current: Some(most), maximum: Some(most) };
    for (resource, most) in
        [(Resource::As, MEMORY), (Resource::Cpu, SECONDS), (Resource::Core, 0), (Resource::Fsize, 0)]
    {
        setrlimit(resource, bound(most)).map_err(|cause| Error::internal(std::io::Error::from(cause)))?;
    }
    let mut input = std::io::stdin().lock();
    let mut order = Vec::new();
    Read::by_ref(&mut input).take(LONGEST_ORDER).read_until(b'\n', &mut order)?;
    let work: Work = serde_json::from_slice(&order).map_err(Error::internal)?;
    let mut source = Vec::new();
    Read::by_ref(&mut input).take(LARGEST + 1).read_to_end(&mut source)?;
    match work.perform(source) {
        Ok(made) => {
            std::io::stdout().lock().write_all(&made)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(reason) => {
            eprintln!("{reason}");
            Ok(ExitCode::from(REFUSED))
        }
    }
}
