//! The floors that the shop is measured against: what the same parts do when nothing is sold.

use std::{
    fs::File,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command},
    time::{Duration, Instant},
};

use bodega::platform::web::Body;
use redb::{Database, ReadableDatabase, TableDefinition};
use rocket::{State, get, http::ContentType, post, routes};

/// A Rocket that answers a constant of `size` bytes, as a process of its own.
pub struct Constant {
    child: Child,
    pub address: String,
}

impl Constant {
    pub fn start(size: usize) -> Self {
        let port = super::free_port();
        let program = std::env::current_exe().expect("this program");
        let child =
            Command::new(program).args(["--floor", &port.to_string(), &size.to_string()]).spawn().expect("the floor");
        let address = format!("127.0.0.1:{port}");
        super::wait_for(&address);
        Self { child, address }
    }
}

impl Drop for Constant {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Page(bytes::Bytes);

#[get("/")]
fn constant(page: &State<Page>) -> Body {
    Body::new(ContentType::HTML, page.0.clone())
}

/// The same to a question with a body, which is read and left alone.
#[post("/", data = "<body>")]
fn answered(page: &State<Page>, body: Vec<u8>) -> Body {
    drop(body);
    constant(page)
}

/// What the process that [`Constant::start`] starts does.
pub fn serve(port: u16, size: usize) {
    let config = rocket::Config {
        port,
        log_level: rocket::config::LogLevel::Off,
        ip_header: None,
        workers: 2,
        ..rocket::Config::release_default()
    };
    let page = Page(vec![b'x'; size].into());
    let rocket = rocket::custom(config).manage(page).mount("/", routes![constant, answered]);
    rocket::execute(rocket.launch()).expect("the floor serves");
}

const TABLE: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("orders");

/// Commits a second of values of `size` bytes, `group` to a commit, with the settings of the shop's own store.
pub fn commits(folder: &Path, size: usize, group: u64, span: Duration) -> f64 {
    let path = folder.join(format!("floor-{group}.redb"));
    let db = Database::create(&path).expect("a store");
    let value = vec![7; size];
    let (mut next, began) = (0, Instant::now());
    while began.elapsed() < span {
        let mut txn = db.begin_write().expect("a change");
        txn.set_quick_repair(true);
        {
            let mut table = txn.open_table(TABLE).expect("a table");
            for _ in 0..group {
                table.insert(next, value.as_slice()).expect("kept");
                next += 1;
            }
        }
        txn.commit().expect("kept");
    }
    let rate = next as f64 / began.elapsed().as_secs_f64();
    drop(db.begin_read());
    rate
}

/// Bytes a second of a file through a socket, read and written in large pieces by one thread each.
pub fn cat(file: &Path) -> f64 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let path = file.to_owned();
    let sender = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let mut file = File::open(path).expect("a file");
        let mut buffer = vec![0; 1 << 17];
        loop {
            let read = file.read(&mut buffer).expect("read");
            if read == 0 {
                return;
            }
            stream.write_all(&buffer[..read]).expect("sent");
        }
    });
    let began = Instant::now();
    let bytes = drain(&mut TcpStream::connect(address).expect("connected"));
    let rate = bytes as f64 / began.elapsed().as_secs_f64();
    sender.join().expect("sent");
    rate
}

/// Bytes a second of a download, with the same client.
pub fn download(address: &str, path: &str) -> f64 {
    let began = Instant::now();
    fetch(address, path) as f64 / began.elapsed().as_secs_f64()
}

/// Downloads and counts the bytes.
pub fn fetch(address: &str, path: &str) -> u64 {
    let mut stream = TcpStream::connect(address).expect("connected");
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").as_bytes())
        .expect("sent");
    drain(&mut stream)
}

fn drain(stream: &mut TcpStream) -> u64 {
    let mut buffer = vec![0; 1 << 18];
    let mut bytes = 0;
    loop {
        match stream.read(&mut buffer).expect("read") {
            0 => return bytes,
            read => bytes += read as u64,
        }
    }
}
