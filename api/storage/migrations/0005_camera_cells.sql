CREATE TABLE `camera_cells` (
	`zoom` integer NOT NULL,
	`tile` integer NOT NULL,
	`cells` blob NOT NULL,
	PRIMARY KEY(`zoom`, `tile`)
);
