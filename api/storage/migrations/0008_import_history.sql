DROP INDEX `camera_history_import`;--> statement-breakpoint
CREATE INDEX `camera_history_import` ON `camera_history` (`import_id`,`id`);