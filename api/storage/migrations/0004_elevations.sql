CREATE TABLE `elevations` (
	`id` text PRIMARY KEY NOT NULL,
	`file_name` text NOT NULL,
	`grid_path` text NOT NULL,
	`crs` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`cell_m` real NOT NULL,
	`min_lon` real NOT NULL,
	`min_lat` real NOT NULL,
	`max_lon` real NOT NULL,
	`max_lat` real NOT NULL,
	`unknown_share` real NOT NULL,
	`source` text NOT NULL,
	`removed_by` text
);
