CREATE TABLE `quality_feedback` (
	`id` text PRIMARY KEY NOT NULL,
	`rule` text NOT NULL,
	`region_code` text,
	`text` text,
	`actor` text NOT NULL,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `quality_feedback_rule` ON `quality_feedback` (`rule`,`id`);