// BrowserDriver
