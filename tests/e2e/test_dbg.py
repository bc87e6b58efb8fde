import time
from tests.e2e.conftest import *
from tests.e2e.test_targets_page import SHEET, cell
from selenium.webdriver.common.action_chains import ActionChains
def test_x(browser,tmp_path):
    source = tmp_path / "目標.csv"; source.write_text(SHEET, encoding="utf-8")
    browser.choose_tab("会員の目標")
    browser.find("#sheet input[type=file]").send_keys(str(source))
    browser.wait(lambda: "目標" in browser.find("#sheet").text)
    browser.find("#classify").click()
    browser.wait(lambda: browser.find_all("#summary meter"))
    time.sleep(3)
    d=browser.driver
    d.execute_script("arguments[0].scrollIntoView({block: 'center'})", cell(browser,0,3))
    out=open('/tmp/tg/dbg.txt','w')
    for how in ('dbl','enter'):
        if how=='dbl': ActionChains(d).double_click(cell(browser,0,3)).perform()
        else:
            cell(browser,0,3).click(); time.sleep(.5); d.switch_to.active_element.send_keys(Keys.ENTER)
        time.sleep(1)
        print(how, cell(browser,0,3).get_attribute('outerHTML')[:900], file=out)
        print('active', d.switch_to.active_element.get_attribute('outerHTML')[:300], file=out, flush=True)
        d.save_screenshot(f'/tmp/tg/{how}.png')
    a=d.switch_to.active_element
    a.send_keys(Keys.CONTROL,'a'); a.send_keys('埋立処分量・割合'); time.sleep(.5)
    print('typed', cell(browser,0,3).get_attribute('outerHTML')[:900], file=out, flush=True)
    d.switch_to.active_element.send_keys(Keys.ENTER); time.sleep(1)
    print('after', repr(cell(browser,0,3).text), file=out, flush=True)
