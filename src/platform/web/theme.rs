//! Light or dark: the visitor's choice, kept in a cookie that a small form sets.

use rocket::{
    FromForm, FromFormField, Route,
    form::Form,
    http::{Cookie, CookieJar, SameSite},
    post,
    request::{FromRequest, Outcome, Request},
    response::Redirect,
    routes,
    time::Duration,
};

use crate::base::LocalPath;

const COOKIE: &str = "theme";

/// Which of the two sets of colours a page is shown in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, FromFormField)]
pub enum Theme {
    /// What the visitor's system asks for.
    #[default]
    Auto,
    /// Dark ink on white.
    Light,
    /// Light ink on near black.
    Dark,
}

impl Theme {
    /// The visitor's choice; anything unknown counts as none.
    pub fn of(cookies: &CookieJar<'_>) -> Self {
        match cookies.get(COOKIE).map(Cookie::value) {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::Auto,
        }
    }

    /// The value of `data-theme`; nothing leaves it to the system.
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Auto => None,
            Self::Light => Some("bodega"),
            Self::Dark => Some("bodega-dark"),
        }
    }

    /// What the button in the header switches to.
    pub fn other(self) -> &'static str {
        match self {
            Self::Dark => "light",
            Self::Auto | Self::Light => "dark",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Theme {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self::of(request.cookies()))
    }
}

/// The route behind the button in the header.
pub fn routes() -> Vec<Route> {
    routes![choose]
}

#[derive(FromForm)]
struct Choice<'r> {
    theme: Theme,
    #[field(default = "/")]
    back: &'r str,
}

#[post("/prefs/theme", data = "<choice>")]
fn choose(choice: Form<Choice<'_>>, cookies: &CookieJar<'_>) -> Redirect {
    let kept = Cookie::build((COOKIE, choice.theme.word()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::days(365));
    cookies.add(kept);
    Redirect::to(LocalPath::parse(choice.back).to_string())
}

#[cfg(test)]
mod tests {
    use rocket::{
        http::{ContentType, Status},
        local::blocking::Client,
    };

    use super::*;

    fn sent(body: &str) -> (Status, Option<String>, Option<String>) {
        let client = Client::untracked(rocket::build().mount("/", routes())).unwrap();
        let answer = client.post("/prefs/theme").header(ContentType::Form).body(body).dispatch();
        let location = answer.headers().get_one("Location").map(str::to_owned);
        (answer.status(), location, answer.cookies().get(COOKIE).map(|cookie| cookie.value().to_owned()))
    }

    #[test]
    fn a_choice_is_kept_and_leads_back() {
        let (status, location, cookie) = sent("theme=dark&back=%2Fproducts%3Fq%3Dserif");
        assert_eq!(status, Status::SeeOther);
        assert_eq!(location.as_deref(), Some("/products?q=serif"));
        assert_eq!(cookie.as_deref(), Some("dark"));
    }

    #[test]
    fn an_unknown_theme_is_refused() {
        assert_eq!(sent("theme=purple").0, Status::UnprocessableEntity);
    }
}
