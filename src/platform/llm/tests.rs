//! Rules of queue, death and silence, tried with a scripted process in place of a model.
