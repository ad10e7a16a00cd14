import { PageUnderTest } from './tests/e2e/page.mjs';
import { launch, serveSite, startStore, python } from './tests/e2e/support.mjs';
const site = await serveSite(); const browser = await launch();
const shots = [['ok', ['--bucket','parquet-data-bucket','--clock-offset','3600'], ''], ['cors', ['--bucket','parquet-data-bucket','--cors','bucket'], 'Put CORS rule'], ['missing', [], '']];
for (const [name, options, press] of shots) {
  const store = await startStore(...options);
  for (const [width, scheme] of [[1280,'light'],[375,'light'],[1280,'dark']]) {
    const page = await PageUnderTest.open(browser, site.url);
    await page.page.setViewportSize({ width, height: 900 });
    await page.page.emulateMedia({ colorScheme: scheme });
    await page.fill({ Destination: 's3' });
    await page.fillStore(store.url);
    await page.button('Check connection').click();
    await page.page.locator('#connection-state').filter({ hasText: /An upload/ }).waitFor();
    if (press) { await page.button(press).click(); await page.page.locator('#connection-failure').waitFor(); }
    await page.page.locator('#connection-check').evaluate((b) => b.scrollIntoView());
    await page.page.locator('.connection').screenshot({ path: `/tmp/shot-${name}-${width}-${scheme}.png` });
    if (name === 'ok' && width === 1280 && scheme === 'light') await page.page.screenshot({ path: '/tmp/shot-page.png', fullPage: true });
    console.log(name, width, await page.page.evaluate(() => document.documentElement.scrollWidth));
    await page.page.close();
  }
  await store.stop();
}
await browser.close(); site.stop();
