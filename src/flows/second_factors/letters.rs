//! The mails about second factors.

use crate::{
    base::Email,
    features::audit::Act,
    platform::{mail::Letter, web::Shop},
};

/// What has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    AppAdded,
    AppRemoved,
    CodesRenewed,
    PasskeyAdded,
    PasskeyRemoved,
    Stripped,
}

impl News {
    /// Whether its owner has shown a new factor to work.
    pub fn is_addition(self) -> bool {
        matches!(self, Self::AppAdded | Self::PasskeyAdded)
    }

    pub fn act(self) -> Act {
        match self {
            Self::AppAdded => Act::FactorAdded,
            Self::AppRemoved => Act::FactorRemoved,
            Self::CodesRenewed => Act::RecoveryRenewed,
            Self::PasskeyAdded => Act::PasskeyAdded,
            Self::PasskeyRemoved => Act::PasskeyRemoved,
            Self::Stripped => Act::FactorsStripped,
        }
    }

    fn subject(self) -> &'static str {
        match self {
            Self::AppAdded => "An authenticator app was added to your account",
            Self::AppRemoved => "The authenticator app was removed from your account",
            Self::CodesRenewed => "You have new recovery codes",
            Self::PasskeyAdded => "A passkey was added to your account",
            Self::PasskeyRemoved => "A passkey was removed from your account",
            Self::Stripped => "Two-step sign-in was turned off for your account",
        }
    }

    fn lines(self) -> Vec<String> {
        let elsewhere = "You were signed out everywhere else, and API keys have to be made anew.";
        let lines: &[&str] = match self {
            Self::AppAdded => &["From now on signing in takes a code of the app as well.", elsewhere],
            Self::AppRemoved => &["Its codes are not taken any more.", elsewhere],
            Self::CodesRenewed => &["The ones that you had before are not taken any more."],
            Self::PasskeyAdded => &["You can sign in with it, without a password.", elsewhere],
            Self::PasskeyRemoved => &["It does not open your account any more.", elsewhere],
            Self::Stripped => &[
                "Whoever runs the shop took the authenticator app, the passkeys and the recovery codes off it, as is done \
                for those who have lost them. Your password alone opens it now.",
                "You were signed out everywhere, and API keys have to be made anew.",
            ],
        };
        lines.iter().map(|it| (*it).to_owned()).collect()
    }
}

/// To someone whose second factors were changed.
pub(super) fn changed(shop: &Shop, to: &Email, news: News) -> Letter {
    Letter {
        to: to.clone(),
        kind: "second-factor",
        subject: format!("{} at {}", news.subject(), shop.name),
        lines: news.lines(),
        link: Some(("It was not me".into(), shop.base_url.to("/forgot-password"))),
        code: None,
        end: "If it was you, or you asked for it, there is nothing to do.".into(),
    }
}
