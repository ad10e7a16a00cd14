import { serveSite, launch } from './support.mjs';
import { PageUnderTest } from './page.mjs';
const site = await serveSite();
const browser = await launch();
const page = await PageUnderTest.open(browser, site.url);
page.page.on('console', m => console.log('console', m.type(), m.text()));
page.page.on('requestfinished', async r => { if (r.url().includes('8333')) console.log(r.method(), r.url().slice(0,120), (await r.response())?.status()) });
page.page.on('requestfailed', r => console.log('FAILED', r.method(), r.url(), r.failure()?.errorText));
for (const secret of ['wrong', 'test']) {
await page.fill({ Rows: 200000, 'Target size (MB)': '', Destination: 's3', 'Endpoint URL': process.argv[2], 'Access key ID': 'test', 'Secret access key': secret });
await page.button('Generate').click(); await page.ended();
console.log(await page.failure()); console.log(await page.stats());
}
await browser.close(); site.stop();
