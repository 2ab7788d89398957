//! Programs that others wrote, held against our gateway for Stripe: localstripe and Stripe's own library, both from PyPI.
//! `make test` fetches them into .tools; without them these stories are passed over.

use std::{
    io::{Read, Write},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use bodega::{
    base::{BaseUrl, Currency, Money, PaymentId, RefundId, Secret, Secrets, Timestamp},
    platform::{
        payments::{
            Charge, Gateway, Letter, News, Notice, RefundStanding, Return, Standing, StripeConfig, StripeGateway,
        },
        web::Mode,
    },
};
use serde_json::{Value, json};

use crate::{commands::free_port, standin::StandIn};

/// A program that was fetched, if it was.
fn fetched(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(".tools/python/bin").join(name);
    let is_there = path.exists();
    if !is_there {
        eprintln!("passed over: {} is not there; packaging/setup.sh tests fetches it", path.display());
    }
    is_there.then_some(path)
}

fn gateway(url: &str) -> StripeGateway {
    let config = StripeConfig {
        secret_key: Secret::new("sk_test_outside"),
        webhook_secret: Secrets::parse("whsec_old,whsec_outside"),
        api_base: Some(BaseUrl::parse(url).unwrap()),
    };
    StripeGateway::new(&config, Mode::Test).unwrap().unwrap()
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap())
}

async fn verifies(header: &str, body: &[u8], at: Timestamp) -> bodega::base::Result<Notice> {
    let look = |name: &str| (name == "Stripe-Signature").then(|| header.to_owned());
    gateway("http://127.0.0.1:1").verify(&Letter { header: &look, body }, at).await
}

/// Has Stripe's own library do something: `body` on its standard input.
fn library(script: &str, arguments: &[&str], body: &[u8]) -> Option<String> {
    let mut python = Command::new(fetched("python")?);
    let mut child =
        python.args(["-c", script]).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(body).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

const SIGNS: &str = "
import sys, stripe
body, secret, time = sys.stdin.buffer.read().decode(), sys.argv[1], sys.argv[2]
print('t=%s,v1=%s' % (time, stripe.WebhookSignature._compute_signature('%s.%s' % (time, body), secret)))
";
const CHECKS: &str = "
import sys, stripe
print(stripe.WebhookSignature.verify_header(sys.stdin.buffer.read().decode(), sys.argv[1], sys.argv[2], 300))
";

#[rocket::async_test]
async fn what_stripes_library_signs_is_taken() {
    let body =
        json!({"id": "evt_1", "object": "event", "type": "charge.refunded", "note": "Übergrößen — ¥"}).to_string();
    let at = now();
    let time = at.seconds().to_string();
    let Some(header) = library(SIGNS, &["whsec_outside", &time], body.as_bytes()) else { return };
    assert_eq!(verifies(&header, body.as_bytes(), at).await.unwrap().id, "evt_1");
    assert!(verifies(&header, body.replace("evt_1", "evt_2").as_bytes(), at).await.is_err());
    assert!(verifies(&header, body.as_bytes(), at.plus(Duration::from_secs(301))).await.is_err());
    let other = library(SIGNS, &["whsec_other", &time], body.as_bytes()).unwrap();
    assert!(verifies(&other, body.as_bytes(), at).await.is_err());
    assert!(verifies(&format!("{other},{}", header.split_once(',').unwrap().1), body.as_bytes(), at).await.is_ok());
}

#[test]
fn the_stand_in_signs_as_stripes_library_expects() {
    let stripe = StandIn::stripe();
    stripe.control("/events", &json!({"type": "customer.created"}));
    let letter = stripe.control("/letters", &json!({}))[0].clone();
    let (header, body) = (letter["headers"]["stripe-signature"].as_str().unwrap(), letter["body"].as_str().unwrap());
    let Some(said) = library(CHECKS, &[header, "whsec_standin"], body.as_bytes()) else { return };
    assert_eq!(said, "True");
}

/// localstripe, with a wall that its letters are thrown at.
struct Localstripe {
    child: Child,
    url: String,
    letters: std::sync::mpsc::Receiver<(String, Vec<u8>)>,
}

impl Localstripe {
    fn open() -> Option<Self> {
        let port = free_port();
        let mut program = Command::new(fetched("localstripe")?);
        let child =
            program.args(["--port", &port.to_string()]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let (wall, letters) = wall();
        let it = Self { child, url: format!("http://127.0.0.1:{port}"), letters };
        let began = Instant::now();
        while ureq::get(&it.url).config().http_status_as_error(false).build().call().is_err() {
            assert!(began.elapsed() < Duration::from_secs(30), "localstripe does not open");
            thread::sleep(Duration::from_millis(50));
        }
        it.posts("/_config/webhooks/bodega", &[("url", &wall), ("secret", "whsec_outside")]);
        Some(it)
    }

    fn posts(&self, path: &str, form: &[(&str, &str)]) -> Value {
        let body = serde_html_form::to_string(form).unwrap();
        let asked = ureq::post(format!("{}{path}", self.url))
            .header("Authorization", "Bearer sk_test_outside")
            .content_type("application/x-www-form-urlencoded");
        let said = asked.send(body).unwrap().body_mut().read_to_string().unwrap();
        serde_json::from_str(&said).unwrap_or(Value::Null)
    }
}

impl Drop for Localstripe {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server that takes whatever is posted to it: the signature and the body.
fn wall() -> (String, std::sync::mpsc::Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/webhooks/stripe", listener.local_addr().unwrap());
    let (give, letters) = std::sync::mpsc::channel();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                head.push(byte[0]);
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let header = |name: &str| {
                let mut lines = head.lines().filter_map(|line| line.split_once(": "));
                lines
                    .find(|(it, _)| it.eq_ignore_ascii_case(name))
                    .map(|(_, value)| value.to_owned())
                    .unwrap_or_default()
            };
            let mut body = vec![0; header("Content-Length").parse().unwrap_or(0)];
            let _ = stream.read_exact(&mut body);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            if give.send((header("Stripe-Signature"), body)).is_err() {
                break;
            }
        }
    });
    (url, letters)
}

#[rocket::async_test]
async fn payments_refunds_and_letters_of_localstripe() {
    let Some(stripe) = Localstripe::open() else { return };
    let card = [
        ("type", "card"),
        ("card[number]", "4242424242424242"),
        ("card[exp_month]", "8"),
        ("card[exp_year]", "2031"),
        ("card[cvc]", "123"),
    ];
    let method = stripe.posts("/v1/payment_methods", &card)["id"].as_str().unwrap().to_owned();
    let payment = PaymentId::new(now(), [1; 10]);
    let name = payment.to_string();
    let intent = [
        ("amount", "1250"),
        ("currency", "usd"),
        ("payment_method", method.as_str()),
        ("confirm", "true"),
        ("metadata[payment]", name.as_str()),
    ];
    let intent = stripe.posts("/v1/payment_intents", &intent)["id"].as_str().unwrap().to_owned();

    let gateway = gateway(&stripe.url);
    let charge = Charge {
        payment,
        amount: Money::new(1250, Currency::USD),
        email: "bob@example.com".parse().unwrap(),
        description: "Bodega order 1001".into(),
        return_url: "http://127.0.0.1:8000/orders/1".into(),
        cancel_url: "http://127.0.0.1:8000/orders/1".into(),
        customer: None,
        outcome: None,
        reference: Some(intent.clone()),
        capture: None,
    };
    let answer = gateway.ask(&charge, Duration::ZERO).await.unwrap();
    let collected = answer.collected.unwrap();
    assert_eq!((answer.standing, collected.amount, collected.live), (Standing::Paid, charge.amount, false));
    assert_eq!(collected.capture.as_ref(), Some(&intent));

    // Its letters are signed by the time of the event and sent a second later.
    let news = loop {
        let (header, body) = stripe.letters.recv_timeout(Duration::from_secs(20)).expect("a letter of the payment");
        let notice = verifies(&header, &body, now()).await.unwrap();
        if notice.kind == "payment_intent.succeeded" {
            break gateway.read(&notice);
        }
    };
    let News::Payment(about, told) = news else { panic!("{news:?}") };
    assert_eq!((about.payment, told.standing), (Some(payment), Standing::Paid));
    assert_eq!(told.collected.unwrap().amount, charge.amount);

    let what = Return {
        refund: RefundId::new(now(), [2; 10]),
        charge: Charge { capture: collected.capture, ..charge },
        amount: Money::new(500, Currency::USD),
        reason: String::new(),
    };
    let refund = gateway.pay_back(&what).await.unwrap();
    assert_eq!((refund.standing, refund.amount, refund.refund), (RefundStanding::Done, what.amount, Some(what.refund)));
    assert_eq!(gateway.ask_refund(&what, &refund.reference).await.unwrap(), refund);
}
