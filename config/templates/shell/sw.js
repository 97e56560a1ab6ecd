const SHELL = "shell-{{ shell|length }}";
