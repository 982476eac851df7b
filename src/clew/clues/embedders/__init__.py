"""From a text to its vector, in a process that may hang or die without taking anybody with it."""
