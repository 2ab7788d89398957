//! The program as an operator meets it: a process of its own, with arguments and an exit status.

use std::{
    io::Write,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

pub struct Machine {
    pub folder: TempDir,
}

/// A shop that runs as its own process; stopped when dropped.
pub struct Running {
    pub child: Child,
    pub url: String,
}

impl Machine {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bodega"));
        command.current_dir(self.folder.path()).args(arguments).env("BODEGA_MODE", "test");
        // A storm of checkouts comes from one address.
        command.env("BODEGA_LIMITS__ON", "false");
        command
    }

    pub fn runs(&self, arguments: &[&str]) -> Output {
        self.command(arguments).stdin(Stdio::null()).output().unwrap()
    }

    /// The report of a command that must succeed.
    pub fn reports(&self, arguments: &[&str]) -> Value {
        let output = self.runs(&[arguments, &["--json"]].concat());
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What a command that must fail says, with its exit status.
    pub fn fails(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.runs(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(!said.contains("panicked"), "{said}");
        (output.status.code().unwrap(), said)
    }

    pub fn serves(&self) -> Running {
        let port = free_port();
        let mut child = self
            .command(&["serve", "--port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let url = format!("http://127.0.0.1:{port}");
        let began = Instant::now();
        while ureq::get(format!("{url}/readyz")).call().is_err() {
            assert!(began.elapsed() < Duration::from_secs(30), "the shop does not open");
            assert!(child.try_wait().unwrap().is_none(), "the shop closed at once");
            std::thread::sleep(Duration::from_millis(20));
        }
        Running { child, url }
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn wrong_use_and_wrong_settings_are_told_apart_from_failure() {
    let machine = Machine::new();
    assert_eq!(machine.fails(&["sell"]).0, 2);
    std::fs::write(machine.path("config.toml"), "[server]\nprot = 1\n").unwrap();
    let (status, said) = machine.fails(&["check"]);
    assert_eq!(status, 2);
    assert!(said.contains("config.toml") && said.contains("line 2") && said.contains("prot"), "{said}");
    std::fs::write(machine.path("config.toml"), "").unwrap();
    let (status, said) = machine.fails(&["--config", "none.toml", "check"]);
    assert!(status == 2 && said.contains("none.toml"), "{said}");
}

#[test]
fn a_taken_port_and_a_taken_folder_are_said_in_one_line() {
    let machine = Machine::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (status, said) = machine.fails(&["serve", "--port", &port]);
    assert!(status == 1 && said.contains(&port) && said.contains("--port"), "{said}");
    let running = machine.serves();
    let (status, said) = machine.fails(&["serve", "--port", &free_port().to_string()]);
    assert!(status == 1 && said.contains("in use by another Bodega process"), "{said}");
    let (status, _) = machine.fails(&["check", "--offline"]);
    assert_eq!(status, 1, "offline means offline");
    assert_eq!(machine.reports(&["check"])["sound"], true, "the running shop answers");
    assert_eq!(mode(&machine.path("data/control.sock")), 0o600);
    drop(running);
    assert_eq!(machine.reports(&["check", "--offline"])["sound"], true);
}

#[test]
fn damaged_stores_are_refused_and_left_alone() {
    let machine = Machine::new();
    machine.reports(&["check"]);
    let store = machine.path("data/bodega.redb");
    let whole = std::fs::read(&store).unwrap();
    let cut = (1..8).map(|it| whole[..whole.len() * it / 8].to_vec());
    let zeroed = [vec![0; 4096], whole[4096..].to_vec()].concat();
    for content in [Vec::new(), b"a letter".to_vec(), zeroed].into_iter().chain(cut) {
        std::fs::write(&store, &content).unwrap();
        let (status, said) = machine.fails(&["check"]);
        assert_eq!(status, 1);
        assert!(said.contains("bodega.redb") && said.contains("restore"), "{said}");
        assert_eq!(std::fs::read(&store).unwrap(), content, "nothing is made anew over it");
    }
}

#[test]
fn a_backup_of_a_running_shop_comes_back_elsewhere() {
    let machine = Machine::new();
    let running = machine.serves();
    let made = machine.reports(&["backup", "shop.tar"]);
    assert!(made["entries"].as_u64().unwrap() >= 2);
    let (status, said) = machine.fails(&["backup", "shop.tar"]);
    assert!(status == 1 && said.contains("exists"), "{said}");
    drop(running);
    let (status, said) = machine.fails(&["restore", "shop.tar"]);
    assert!(status == 1 && said.contains("--force"), "{said}");
    let elsewhere = machine.path("elsewhere").display().to_string();
    let back = machine.reports(&["--data", &elsewhere, "restore", "shop.tar"]);
    assert_eq!(back["sound"], true);
    let forced = machine.reports(&["restore", "shop.tar", "--force"]);
    assert!(Path::new(forced["kept"].as_str().unwrap()).join("bodega.redb").exists(), "the old shop is kept");
    assert_eq!(mode(&machine.path("data")), 0o700);
    let mut archive = std::fs::read(machine.path("shop.tar")).unwrap();
    archive.truncate(archive.len() / 2);
    std::fs::write(machine.path("half.tar"), archive).unwrap();
    let third = machine.path("third").display().to_string();
    let (status, said) = machine.fails(&["--data", &third, "restore", "half.tar"]);
    assert!(status == 1 && said.contains("not a whole backup"), "{said}");
    assert!(!machine.path("third").exists());
}

#[test]
fn an_admin_is_made_without_a_browser() {
    let machine = Machine::new();
    let link = machine.reports(&["admin", "link"])["link"].as_str().unwrap().to_owned();
    assert!(link.starts_with("http://127.0.0.1:8000/setup?token="), "{link}");
    let create = |password: &str| {
        let mut command =
            machine.command(&["admin", "create", "--email", "ada@example.com", "--password-stdin", "--json"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let weak = create("short\n");
    assert_eq!(weak.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&weak.stderr).contains("password"));
    assert!(create("a shop on the corner\n").status.success());
    let (status, said) = machine.fails(&["admin", "link"]);
    assert!(status == 1 && said.contains("has an admin"), "{said}");
    let again = create("a shop on the corner\n");
    assert_eq!(again.status.code(), Some(1));
}

#[test]
fn roles_are_given_and_keys_rotated_from_the_command_line() {
    let machine = Machine::new();
    let mut create = machine.command(&["admin", "create", "--email", "ada@example.com", "--password-stdin"]);
    let mut child = create.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"a shop on the corner\n").unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    let given = machine.reports(&["admin", "role", "--email", "ADA@example.com", "--role", "admin"]);
    assert_eq!((&given["email"], &given["role"]), (&json!("ada@example.com"), &json!("admin")));
    let (status, said) = machine.fails(&["admin", "role", "--email", "eve@example.com", "--role", "admin"]);
    assert!(status == 1 && said.contains("has no account"), "{said}");
    let (status, said) = machine.fails(&["admin", "role", "--email", "ada@example.com", "--role", "seller"]);
    assert!(status == 1 && said.contains("only admin"), "{said}");
    assert_eq!(machine.fails(&["admin", "role", "--email", "ada@example.com", "--role", "owner"]).0, 2);

    let key = machine.path("data/keys/signing.key");
    let lines = || std::fs::read_to_string(&key).unwrap().lines().map(str::to_owned).collect::<Vec<_>>();
    let before = lines();
    let running = machine.serves();
    assert_eq!(machine.reports(&["admin", "rotate-keys"])["keys"], 2);
    assert!(lines()[1] == before[0] && lines()[0] != before[0], "the running shop has the new one");
    assert_eq!(machine.reports(&["admin", "rotate-keys", "--forget"])["keys"], 1);
    let license_key = machine.reports(&["admin", "rotate-license-key"]);
    assert!(license_key["license_keys"] == 2 && license_key["kid"].is_string(), "{license_key}");
    drop(running);
}

#[test]
fn an_operator_lets_people_in_who_have_lost_their_second_factor() {
    let machine = Machine::new();
    let running = machine.serves();
    let email = ["--email", "ada@example.com"];
    let mut create = machine.command(&["admin", "create", email[0], email[1], "--password-stdin"]);
    let mut child = create.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"a shop on the corner\n").unwrap();
    assert!(child.wait().unwrap().success());
    let (status, said) = machine.fails(&["admin", "strip-second-factor", "--email", "eve@example.com"]);
    assert!(status == 1 && said.contains("No account"), "{said}");
    let (status, said) = machine.fails(&["admin", "strip-second-factor", email[0], email[1]]);
    assert!(status == 1 && said.contains("no second factor"), "{said}");

    let token = signs_in(&running, 200)["access_token"].as_str().unwrap().to_owned();
    let two_factor = |method: &str, body: Value| {
        let request =
            ureq::http::Request::builder().method(method).uri(format!("{}/api/v1/me/two-factor", running.url));
        let request =
            request.header("Authorization", format!("Bearer {token}")).header("Content-Type", "application/json");
        let mut answer = ureq::run(request.body(body.to_string()).unwrap()).unwrap();
        serde_json::from_str::<Value>(&answer.body_mut().read_to_string().unwrap()).unwrap()
    };
    let secret = two_factor("POST", Value::Null)["secret"].as_str().unwrap().to_owned();
    assert_eq!(secret.len(), 32);
    let code = crate::factors::shown_now(&secret);
    assert_eq!(two_factor("PUT", serde_json::json!({ "code": code }))["recovery_codes"].as_array().unwrap().len(), 10);
    signs_in(&running, 401);

    // The key that seals the secret changes, and it goes over to the new one.
    machine.reports(&["admin", "rotate-keys", "--forget"]);
    let stripped = machine.reports(&["admin", "strip-second-factor", email[0], email[1]]);
    assert_eq!((&stripped["email"], &stripped["second_factor"]), (&email[1].into(), &false.into()));
    signs_in(&running, 200);
    let began = Instant::now();
    let told = || {
        let mails = std::fs::read_dir(machine.path("data/mail")).into_iter().flatten().flatten();
        mails.map(|it| std::fs::read_to_string(it.path()).unwrap()).any(|it| it.contains("was turned off"))
    };
    while !told() {
        assert!(began.elapsed() < Duration::from_secs(30), "its owner is told");
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(running);
    assert_eq!(machine.reports(&["check", "--offline"])["faults"], serde_json::json!([]));
}

/// What the shop answers whoever signs in with the address and password of these stories.
fn signs_in(running: &Running, status: u16) -> Value {
    let body = serde_json::json!({"email": "ada@example.com", "password": "a shop on the corner"}).to_string();
    let request = ureq::post(format!("{}/api/v1/auth/login", running.url)).content_type("application/json");
    let mut answer = request.config().http_status_as_error(false).build().send(body).unwrap();
    let text = answer.body_mut().read_to_string().unwrap();
    assert_eq!(answer.status(), status, "{text}");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn completions_and_the_description_are_printed() {
    let machine = Machine::new();
    assert!(String::from_utf8(machine.runs(&["completions", "bash"]).stdout).unwrap().contains("_bodega"));
    let description: Value = serde_json::from_slice(&machine.runs(&["openapi"]).stdout).unwrap();
    assert_eq!(description["info"]["title"], "Bodega");
    let settings = String::from_utf8(machine.runs(&["config"]).stdout).unwrap();
    assert!(settings.contains("mode = \"test\""), "{settings}");
}

#[test]
fn the_demonstration_comes_and_goes() {
    let machine = Machine::new();
    let filled = machine.reports(&["demo"]);
    assert!(filled["products"].as_u64().unwrap() >= 60 && filled["sellers"] == 8, "{filled}");
    let (status, said) = machine.fails(&["demo"]);
    assert!(status == 1 && said.contains("already"), "{said}");
    assert_eq!(machine.reports(&["check"])["faults"], json!([]));
    let running = machine.serves();
    let list =
        ureq::get(format!("{}/api/v1/products?limit=1", running.url)).call().unwrap().body_mut().read_to_string();
    let list: Value = serde_json::from_str(&list.unwrap()).unwrap();
    assert_eq!(list["total"], filled["products"]);
    let removed = machine.reports(&["demo", "--remove"]);
    assert_eq!(removed, serde_json::json!({ "removed": filled["products"], "retired": 0 }));
    assert_eq!(machine.reports(&["check"])["faults"], json!([]));
    drop(running);
    assert_eq!(machine.reports(&["demo"]), filled, "it can come again");
}
