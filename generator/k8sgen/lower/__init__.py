"""From a specification to C++: every decision about names, types, includes and files is made here, before anything is printed."""
