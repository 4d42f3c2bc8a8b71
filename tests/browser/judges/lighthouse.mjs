// Judges pages with Lighthouse: reads a list of pages as JSON, writes a line of JSON for each page once it is judged.
// A page: {url, cookies: [{name, value}], desk, status}. A line: {url, scores: {category: 0..1}, failed: [audit, ...], metrics}.
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import puppeteer from "puppeteer-core";

const pages = JSON.parse(await new Response(process.stdin).text());
const CATEGORIES = ["accessibility", "best-practices", "performance"];
const settings = {
    onlyCategories: CATEGORIES,
    disableFullPageScreenshot: true,
    // A page that is an error on purpose is judged like any other.
    ignoreStatusCode: true,
    // The pages load nothing late: what is loaded half a second after all is quiet is nothing.
    pauseAfterFcpMs: 250, pauseAfterLoadMs: 250, networkQuietThresholdMs: 500, cpuQuietThresholdMs: 500,
};

// The console says that a page answers 404; the page is meant to.
const failed = (result, status) => Object.values(result.categories)
    .filter(category => category.id !== "performance")
    .flatMap(category => category.auditRefs)
    .filter(ref => ref.weight && ![null, 1].includes(result.audits[ref.id].score))
    .filter(ref => !(status !== 200 && ref.id === "errors-in-console"))
    .map(ref => `${ref.id}: ${JSON.stringify(result.audits[ref.id].details?.items ?? []).slice(0, 600)}`);

const chrome = await launch({
    chromePath: process.env.CHROME_PATH,
    chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"],
    logLevel: "silent",
});
const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chrome.port}`, defaultViewport: null });
try {
    for (const page of pages) {
        // A header would give way to the jar as soon as a page has put something into it.
        await browser.deleteCookie(...await browser.cookies());
        const { hostname } = new URL(page.url);
        for (const cookie of page.cookies) await browser.setCookie({ ...cookie, domain: hostname, path: "/" });
        const options = { port: chrome.port, logLevel: "silent" };
        const config = page.desk
            ? { ...desktopConfig, settings: { ...desktopConfig.settings, ...settings } }
            : { extends: "lighthouse:default", settings };
        const { lhr } = await lighthouse(page.url, options, config);
        const scores = Object.fromEntries(CATEGORIES.map(id => [id, lhr.categories[id]?.score ?? null]));
        const failing = failed(lhr, page.status);
        console.log(JSON.stringify({
            url: page.url, scores, failed: failing,
            // A worker or a redirect may have led elsewhere: then another page was judged.
            problem: lhr.runtimeError?.message ?? (lhr.finalDisplayedUrl === page.url ? "" : `it led to ${lhr.finalDisplayedUrl}`),
            bytes: lhr.audits["total-byte-weight"]?.numericValue ?? null,
        }));
    }
} finally {
    await browser.disconnect();
    await chrome.kill();
}
