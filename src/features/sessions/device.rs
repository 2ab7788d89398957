//! What a browser calls itself, in words that its owner knows.

use crate::platform::web::parts::Icon;

/// A device, as people recognise it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// `Firefox on Linux`.
    pub name: String,
    /// A drawing of its sort.
    pub icon: Icon,
}

/// By what a browser is known; the first that fits, since each names those it descends from.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str, Icon); 8] = [
    ("iPhone", "iPhone", Icon("smartphone")),
    ("iPad", "iPad", Icon("tablet")),
    ("Android", "Android", Icon("smartphone")),
    ("CrOS", "ChromeOS", Icon("laptop")),
    ("Windows", "Windows", Icon("laptop")),
    ("Mac OS X", "macOS", Icon("laptop")),
    ("Linux", "Linux", Icon("laptop")),
    ("BSD", "BSD", Icon("laptop")),
];

/// The device that sends `agent` as its `User-Agent`. Programs keep the name that they give themselves.
pub fn device(agent: &str) -> Device {
    let browser = BROWSERS.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let system = SYSTEMS.iter().find(|(mark, ..)| agent.contains(mark));
    let icon = system.map_or(Icon("square-terminal"), |(.., icon)| *icon);
    let name = match (browser, system) {
        (Some(browser), Some((_, system, _))) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some((_, system, _))) if agent.starts_with("Mozilla/") => format!("A browser on {system}"),
        _ => return Device { name: program(agent), icon: Icon("square-terminal") },
    };
    Device { name, icon }
}

/// The first word of what a program calls itself, without its version.
fn program(agent: &str) -> String {
    let name: String = agent.split(['/', ' ']).next().unwrap_or_default().chars().take(40).collect();
    if name.is_empty() { "An unknown program".into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_called_what_their_owners_call_them() {
        for (agent, name, icon) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux", "laptop"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 \
                 Safari/537.36 Edg/147.0.0.0",
                "Edge on Windows",
                "laptop",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/19.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
                "smartphone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Mobile \
                 Safari/537.36",
                "Chrome on Android",
                "smartphone",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64) Something/1", "A browser on Linux", "laptop"),
            ("curl/8.14.1", "curl", "square-terminal"),
            ("", "An unknown program", "square-terminal"),
        ] {
            assert_eq!(device(agent), Device { name: name.into(), icon: Icon(icon) }, "{agent}");
        }
    }
}
