"""Work in a process that may hang or die without taking anybody with it."""
