setTimeout(() => undefined, 60000);
