"""From a specification to C++: names, types, includes and files are all decided here, before anything is printed."""
