//! What buyers may do, in words that can be read.

pub(super) const FONT_DESKTOP: &str = "Install it on up to 3 computers and use it in anything you print, film or export as a picture, for yourself or for customers. You may embed it in PDF files. You may not share the font files or put them on a web site.";
pub(super) const FONT_WEB: &str = "All of Desktop for up to 10 computers, and on web sites and in e-books of one owner, without a limit of readers. The files may be converted to WOFF2.";
pub(super) const FONT_STUDIO: &str = "All of Web for everybody in one company, for any number of its own and its customers' sites, and inside of apps and games. The font files themselves may not be sold on.";
pub(super) const FONT_FREE: &str = "Use it for anything, also for money, and pass it on unchanged together with this text. You may not sell the files on their own.";

pub(super) const SOUND_PERSONAL: &str = "Use the sounds in music and films that you publish yourself, with or without income. No credit needed. You may not pass on the files or use them for a customer.";
pub(super) const SOUND_STANDARD: &str = "Use the sounds in music, films, games and programs, for yourself and for customers, as often as you like and without royalties. You may not sell them as sounds, loops or instruments.";
pub(super) const SOUND_STUDIO: &str =
    "All of Standard for everybody in one company, including sounds played by products that it ships.";
pub(super) const SOUND_FREE: &str =
    "Use the sounds for anything without paying or asking. You may not offer the pack itself for sale.";

pub(super) const BOOK_SINGLE: &str =
    "For you and the people you live with, on all your devices, without copy protection. You may print one copy.";
pub(super) const BOOK_GROUP: &str = "For a class or a team of up to 30, who may all have a copy and print it.";

pub(super) const PERSONAL: &str = "For your own projects, as many as you like, published or not. You may change everything. You may not use it for customers.";
pub(super) const STANDARD: &str = "For your own projects and for customers, as many as you like. You may change everything; what you make of it is yours. You may not sell it as a template or a set.";
pub(super) const STUDIO: &str = "All of Standard for everybody in one company, and inside of products that it sells.";
pub(super) const OPEN: &str =
    "Use it for anything, change it, pass it on; keep this text with it. It may not be offered for sale on its own.";

pub(super) const PLUGIN_ONE: &str = "For one person on all of their machines, with all updates of this version's first number. You may read and change the code for yourself.";
pub(super) const PLUGIN_TEAM: &str = "For up to 10 people of one team, with all updates and changes for your own use.";
pub(super) const PLUGIN_FREE: &str = "Use it, read it, change it, pass it on; keep this text with it.";
