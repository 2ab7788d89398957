//! Small talk, and what is not done.

use crate::features::assistant::{NewReply, Reason, Reply, Talk};

const STARTERS: [&str; 3] = ["What is new?", "What is free?", "Help with an order"];

/// An answer to small talk.
pub(super) fn talk(talk: Talk, shop: &str) -> NewReply {
    let text = match talk {
        Talk::Hello => {
            format!("Hello, and welcome to {shop}. Say what you need, or what you want to make, and I look for it.")
        }
        Talk::Thanks => "You are welcome.".to_owned(),
        Talk::Bye => "Goodbye, and come back any time.".to_owned(),
        Talk::Who => format!(
            "I am the assistant of {shop}, a program that runs on the shop's own machine. I find and compare things, tell what they cost and how they are licensed, and help with your orders. Say what you need in your own words."
        ),
        Talk::How => "All shelves are in order, thank you. What are you looking for?".to_owned(),
        Talk::Yes => "Good. Which of them, or what else do you need?".to_owned(),
        Talk::No => "All right. If you need something else, say so.".to_owned(),
    };
    with(text, &STARTERS)
}

/// Why something is not done, and what is.
pub(super) fn refusal(reason: Reason) -> NewReply {
    let text = match reason {
        Reason::Instructions => "I only help with this shop: finding things, comparing them, and your own orders.",
        Reason::Others => "I tell nobody about other people. With your own orders I can help once you have signed in.",
        Reason::Money => {
            "I cannot change prices, give discounts or pay anything back. What is reduced stands under Deals, and refunds are asked for on the page of an order."
        }
    };
    with(text.to_owned(), &STARTERS)
}

/// What to say when nothing was understood.
pub(super) fn unclear() -> NewReply {
    let text = "I did not understand that. Say what you want to do, such as “edit photos”, or what it may cost.";
    with(text.to_owned(), &STARTERS)
}

fn with(text: String, suggestions: &[&str]) -> NewReply {
    let suggestions = suggestions.iter().map(|it| (*it).to_owned()).collect();
    NewReply { text, reply: Reply { suggestions, ..Reply::default() } }
}
