//! What it costs to know who asks, and what many who sign in at once cost the others.

use std::{
    io::Write,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::runtime::Runtime;

use crate::{CONNECTIONS, Running, SPAN, Shop, load, memory, program, row};

const PASSWORD: &str = "a quiet harbour at four in the morning";
const SIGN_INS: usize = 200;

pub fn measure(runtime: &Runtime, shop: &Shop) {
    let mut create = program(&shop.data);
    create.args(["admin", "create", "--email", "bench@example.com", "--password-stdin"]);
    let mut child = create.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the program");
    child.stdin.take().expect("its input").write_all(PASSWORD.as_bytes()).expect("a password");
    assert!(child.wait().expect("an end").success());
    let running = shop.serve();
    signed_in(runtime, &running);
    sign_ins(runtime, &running);
}

/// Pages for someone who has signed in, beside the same pages for a stranger.
fn signed_in(runtime: &Runtime, running: &Running) {
    let cookie = cookie(running);
    let slug = running.slugs().into_iter().next().expect("a product");
    for (what, path) in [("home", "/".to_owned()), ("product page", format!("/products/{slug}"))] {
        let stranger = load::get(&path);
        let member = stranger.replace("\r\n\r\n", &format!("\r\nCookie: {cookie}\r\n\r\n"));
        let run = |request: &String| {
            let run =
                runtime.block_on(load::ask(&running.address, std::slice::from_ref(request), CONNECTIONS, SPAN / 2));
            assert_eq!(run.failures, 0, "{what}");
            run.per_second()
        };
        // In turns, so that whatever else the machine does hits both.
        let (mut known, mut unknown) = (0.0_f64, 0.0_f64);
        for _ in 0..3 {
            unknown = unknown.max(run(&stranger));
            known = known.max(run(&member));
        }
        let what = format!("{what} signed in, to signed out");
        row(&what, format!("{known:.0}"), format!("{unknown:.0}"), known / unknown, ">= 0.83");
    }
}

/// Two hundred sign in at once while somebody asks whether the shop is well.
fn sign_ins(runtime: &Runtime, running: &Running) {
    let before = memory(running.child.id());
    let (url, done) = (format!("http://{}/api/v1/auth/login", running.address), Arc::new(AtomicBool::new(false)));
    let body = serde_json::json!({ "email": "bench@example.com", "password": PASSWORD }).to_string();
    let asking: Vec<_> = (0..SIGN_INS)
        .map(|_| {
            let (url, body) = (url.clone(), body.clone());
            std::thread::spawn(move || {
                let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
                let answer = agent.post(url).content_type("application/json").send(body);
                answer.map_or(0, |it| it.status().as_u16())
            })
        })
        .collect();
    let watching = {
        let (done, process) = (done.clone(), running.child.id());
        std::thread::spawn(move || {
            let mut most = 0.0_f64;
            while !done.load(Ordering::Relaxed) {
                most = most.max(memory(process));
                std::thread::sleep(Duration::from_millis(5));
            }
            most
        })
    };
    let health = {
        let (address, done) = (running.address.clone(), done.clone());
        runtime.spawn(async move {
            let mut micros = Vec::new();
            while !done.load(Ordering::Relaxed) {
                let request = [load::get("/healthz")];
                micros.extend(load::ask(&address, &request, 1, Duration::from_millis(1)).await.micros);
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            micros.sort_unstable();
            micros
        })
    };
    let began = Instant::now();
    let statuses: Vec<u16> = asking.into_iter().map(|it| it.join().unwrap_or(0)).collect();
    let took = began.elapsed();
    done.store(true, Ordering::Relaxed);
    let micros = runtime.block_on(health).expect("the watch on /healthz");
    let more = watching.join().expect("the watch on the memory") - before;
    let count = |status: u16| statuses.iter().filter(|it| **it == status).count();
    println!(
        "{SIGN_INS} sign-ins at once: {} in, {} asked to come again, in {:.1} s",
        count(200),
        count(429),
        took.as_secs_f64()
    );
    println!("{:<44} {:>11.0} MB {:>14} {:>7} {:>8}", "  memory more at its most", more, "", "", "< 100 MB");
    let median = micros.get(micros.len() / 2).copied().unwrap_or(0);
    println!(
        "{:<44} {:>11.1} ms {:>14} {:>7} {:>8}",
        "  /healthz meanwhile, p50",
        f64::from(median) / 1000.0,
        "",
        "",
        "< 50 ms"
    );
}

/// The cookie of someone who signs in by the form.
fn cookie(running: &Running) -> String {
    let agent = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build().new_agent();
    let url = format!("http://{}", running.address);
    let form = format!("email=bench%40example.com&password={}", PASSWORD.replace(' ', "+"));
    let answer = agent
        .post(format!("{url}/login"))
        .header("Origin", &url)
        .content_type("application/x-www-form-urlencoded")
        .send(form)
        .expect("an answer");
    assert_eq!(answer.status(), 303, "the admin signs in");
    let cookie = answer.headers().get("Set-Cookie").and_then(|it| it.to_str().ok()).expect("a cookie");
    cookie.split(';').next().unwrap_or_default().to_owned()
}
